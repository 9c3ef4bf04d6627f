package org.socompass.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.socompass.cost.draws.Uncertain;

/**
 * Two devices of one experiment, and the distribution of their ratios: what both share cancels.
 *
 * @param of the device
 * @param against what it is compared with
 */
public record CostComparison(CostAccount of, CostAccount against) {
  private static final List<String> ITEMS =
      List.of("die_area", "die", "chip", "memory", "system", "carbon_total");

  /**
   * An item that both have.
   *
   * @param item what it is
   * @param value value of the device
   * @param other value of the other
   * @param unit their unit
   * @param ratio the device over the other, with draws
   * @param less share of the draws in which the device has less than the other [%]
   */
  public record Row(
      String item, double value, double other, String unit, Uncertain ratio, double less) {}

  /** Returns the items that both have. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String item : ITEMS) {
      Optional<CostAccount.Line> mine = line(of, item);
      Optional<CostAccount.Line> other = line(against, item);
      Optional<Uncertain> a = mine.flatMap(CostAccount.Line::value);
      Optional<Uncertain> b = other.flatMap(CostAccount.Line::value);
      if (mine.isPresent() && a.isPresent() && b.isPresent()) {
        Uncertain ratio = a.get().over(b.get());
        rows.add(
            new Row(
                item,
                a.get().value(),
                b.get().value(),
                mine.get().unit(),
                ratio,
                100 * ratio.shareBelow(1)));
      }
    }
    return rows;
  }

  private static Optional<CostAccount.Line> line(CostAccount account, String item) {
    return account.lines().stream().filter(l -> l.item().equals(item)).findFirst();
  }
}
