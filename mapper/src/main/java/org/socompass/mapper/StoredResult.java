package org.socompass.mapper;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.socompass.input.InputException;
import org.socompass.input.Mark;
import org.socompass.input.YamlNode;
import org.socompass.operator.OperatorCost;
import org.socompass.operator.mapping.Mapping;
import org.socompass.operator.matmul.TileCycles;

/**
 * A result of a search as one line of text: how much of the space was looked at, the mapping, the
 * runner-up. Costs are not part of it: they are computed anew, so that they are those of the models
 * that run.
 */
final class StoredResult {
  private static final Mark NOWHERE = new Mark("store", 1, 1);
  private static final String PARTS = "|";
  private static final String CHOICES = ";";

  private StoredResult() {}

  /** Returns the text of a result. */
  static String text(MappedOperator mapped) {
    MappedOperator.Search search = mapped.search();
    return String.join(
        PARTS,
        search.total() + " " + search.evaluated() + " " + search.pruned() + " " + search.gap(),
        text(mapped.mapping()),
        mapped.runnerUp().map(r -> text(r.mapping())).orElse(""));
  }

  private static String text(Mapping mapping) {
    return mapping.describe().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(CHOICES));
  }

  /** Returns the result of a text, empty if it is none of this operator and hardware. */
  static Optional<MapResult> read(String text, OperatorCache.Key key, TileCycles tileCycles) {
    long start = System.nanoTime();
    try {
      String[] parts = text.split("\\|", -1);
      String[] counts = parts[0].split(" ", -1);
      Optional<Mapping> mapping = mapping(parts[1], key);
      if (parts.length != 3 || counts.length != 4 || mapping.isEmpty()) {
        return Optional.empty();
      }
      Optional<Mapping> second = parts[2].isEmpty() ? Optional.empty() : mapping(parts[2], key);
      OperatorCost cost = cost(mapping.get(), key, tileCycles);
      return Optional.of(
          new MappedOperator(
              key.operator(),
              key.hardware().processor().id(),
              mapping.get(),
              cost,
              new MappedOperator.Search(
                  Long.parseLong(counts[0]),
                  Long.parseLong(counts[1]),
                  Long.parseLong(counts[2]),
                  Double.parseDouble(counts[3]),
                  (System.nanoTime() - start) * 1e-9),
              second.map(
                  m -> new MappedOperator.RunnerUp(m, cost(m, key, tileCycles).latencySeconds()))));
    } catch (InputException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
      return Optional.empty();
    }
  }

  private static OperatorCost cost(Mapping mapping, OperatorCache.Key key, TileCycles tileCycles) {
    return MappingCost.of(key.operator(), key.hardware(), mapping, tileCycles);
  }

  private static Optional<Mapping> mapping(String text, OperatorCache.Key key) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (String choice : text.split(CHOICES, -1)) {
      int at = choice.indexOf('=');
      entries.put(choice.substring(0, at), new YamlNode.Scalar(choice.substring(at + 1), NOWHERE));
    }
    Mapping mapping =
        MappingReader.read(
            new YamlNode.Mapping(Collections.unmodifiableMap(entries), Map.of(), NOWHERE));
    return MappingCost.misfit(key.operator(), key.hardware(), mapping).isEmpty()
        ? Optional.of(mapping)
        : Optional.empty();
  }
}
