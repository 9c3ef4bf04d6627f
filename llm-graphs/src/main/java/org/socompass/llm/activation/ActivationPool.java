package org.socompass.llm.activation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tensors placed in one block of memory so that those that live at the same time do not overlap.
 *
 * <p>Greedy by size: the largest tensor first, each at the lowest aligned offset that is free for
 * its whole life. At least {@link #liveBytes}, at most the sum of all tensors.
 *
 * <p><b>Source.</b> Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net Inference,
 * 2020, section 5.2 (greedy by size for offset calculation).
 *
 * @param places where each tensor lies, in the order of the tensors
 * @param bytes size of the block [B]
 * @param liveBytes the greatest sum of tensors that live at the same time, a bound of any placement
 *     [B]
 */
public record ActivationPool(List<Place> places, long bytes, long liveBytes) {
  /** Copies the places. */
  public ActivationPool {
    places = List.copyOf(places);
  }

  /**
   * A tensor at an offset.
   *
   * @param tensor the tensor
   * @param offset its first byte [B]
   */
  public record Place(ActivationTensor tensor, long offset) {
    /** Returns the first byte behind it [B]. */
    public long end() {
      return offset + tensor.bytes();
    }
  }

  /**
   * Returns the placement of tensors.
   *
   * @param tensors the tensors
   * @param alignment offsets are multiples of it [B]
   * @throws IllegalArgumentException if the alignment is not positive
   */
  public static ActivationPool of(List<ActivationTensor> tensors, long alignment) {
    if (alignment < 1) {
      throw new IllegalArgumentException("alignment must be positive, but is " + alignment);
    }
    List<Integer> bySize = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      bySize.add(i);
    }
    bySize.sort(Comparator.comparingLong((Integer i) -> -tensors.get(i).bytes()));
    List<Place> placed = new ArrayList<>();
    long[] offsets = new long[tensors.size()];
    long end = 0;
    for (int i : bySize) {
      var place = new Place(tensors.get(i), lowest(tensors.get(i), placed, alignment));
      offsets[i] = place.offset();
      placed.add(place);
      placed.sort(Comparator.comparingLong(Place::offset));
      end = Math.max(end, place.end());
    }
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < offsets.length; i++) {
      places.add(new Place(tensors.get(i), offsets[i]));
    }
    return new ActivationPool(places, end, live(tensors));
  }

  /** Returns the lowest offset that is free; {@code placed} is sorted by offset. */
  private static long lowest(ActivationTensor tensor, List<Place> placed, long alignment) {
    long offset = 0;
    for (Place p : placed) {
      if (p.tensor().overlaps(tensor) && p.end() > offset) {
        if (p.offset() >= offset + tensor.bytes()) {
          return offset;
        }
        offset = (p.end() + alignment - 1) / alignment * alignment;
      }
    }
    return offset;
  }

  private static long live(List<ActivationTensor> tensors) {
    long most = 0;
    for (ActivationTensor at : tensors) {
      long sum = 0;
      for (ActivationTensor t : tensors) {
        boolean lives = t.firstNode() <= at.firstNode() && at.firstNode() <= t.lastNode();
        sum += lives ? t.bytes() : 0;
      }
      most = Math.max(most, sum);
    }
    return most;
  }
}
