package org.socompass.mapper.space;

import java.util.Arrays;

/**
 * Parts of a map space that wait to be looked at, the one with the least lower bound first; of
 * equal ones the one with the least code. A binary heap on primitive arrays.
 */
public final class OpenList {
  private double[] floors;
  private long[] codes;
  private int size;

  public OpenList(int capacity) {
    floors = new double[Math.max(1, capacity)];
    codes = new long[Math.max(1, capacity)];
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Returns the least lower bound. */
  public double floor() {
    return floors[0];
  }

  /** Returns the code of the part with the least lower bound. */
  public long code() {
    return codes[0];
  }

  public void add(double floor, long code) {
    if (size == floors.length) {
      floors = Arrays.copyOf(floors, 2 * size);
      codes = Arrays.copyOf(codes, 2 * size);
    }
    int i = size++;
    while (i > 0) {
      int parent = (i - 1) / 2;
      if (!isBefore(floor, code, parent)) {
        break;
      }
      floors[i] = floors[parent];
      codes[i] = codes[parent];
      i = parent;
    }
    floors[i] = floor;
    codes[i] = code;
  }

  /** Removes the part with the least lower bound. */
  public void remove() {
    size--;
    double floor = floors[size];
    long code = codes[size];
    int i = 0;
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && isBefore(floors[child + 1], codes[child + 1], child)) {
        child++;
      }
      if (!isBefore(floors[child], codes[child], floor, code)) {
        break;
      }
      floors[i] = floors[child];
      codes[i] = codes[child];
      i = child;
    }
    floors[i] = floor;
    codes[i] = code;
  }

  private boolean isBefore(double floor, long code, int other) {
    return isBefore(floor, code, floors[other], codes[other]);
  }

  private static boolean isBefore(double floor, long code, double otherFloor, long otherCode) {
    return floor != otherFloor ? floor < otherFloor : code < otherCode;
  }
}
