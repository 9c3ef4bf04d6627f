package org.socompass.dse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.socompass.dse.spec.Columns;
import org.socompass.dse.spec.Objective;
import org.socompass.dse.store.Row;
import org.socompass.dse.store.Status;

/**
 * The rows that no other is better than: a row is out if another is at least as good in all
 * objectives. Of rows that are equal in all, the first point stays.
 */
public final class ParetoFront {
  private final List<Objective> objectives;
  private final int[] indexes;
  private final List<Member> members = new ArrayList<>();

  private static final class Member {
    final Row row;
    final double[] costs;

    Member(Row row, double[] costs) {
      this.row = row;
      this.costs = costs;
    }
  }

  /** Creates an empty front. */
  public ParetoFront(List<Objective> objectives, Columns columns) {
    this.objectives = List.copyOf(objectives);
    this.indexes = objectives.stream().mapToInt(o -> columns.index(o.column())).toArray();
  }

  /** Offers a row; one that is not {@link Status#OK} is never on the front. */
  public void offer(Row row) {
    if (row.status() != Status.OK) {
      return;
    }
    double[] costs = costs(row);
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (isNoWorse(member.costs, costs)) {
        // What beat this row is likely to beat the next.
        members.set(i, members.get(0));
        members.set(0, member);
        return;
      }
    }
    members.removeIf(member -> isNoWorse(costs, member.costs));
    members.add(new Member(row, costs));
  }

  /** Returns the objectives of a row so that less is better. */
  double[] costs(Row row) {
    double[] costs = new double[indexes.length];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = objectives.get(i).cost(row.number(indexes[i]));
    }
    return costs;
  }

  private static boolean isNoWorse(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] > b[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the rows on the front in the order of their points. */
  public List<Row> rows() {
    return members.stream().map(m -> m.row).sorted(Comparator.comparingLong(Row::point)).toList();
  }

  /** Returns the rows on the front, the best in the first objective first. */
  public List<Row> byFirstObjective() {
    return members.stream()
        .sorted(
            Comparator.comparingDouble((Member m) -> m.costs[0])
                .thenComparingLong(m -> m.row.point()))
        .map(m -> m.row)
        .toList();
  }
}
