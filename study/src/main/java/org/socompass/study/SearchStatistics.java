package org.socompass.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.socompass.mapper.OperatorMapper;
import org.socompass.operator.matmul.TileCycles;

/**
 * What the searches for mappings did.
 *
 * @param byEngine what each mapper did, by its engine in the order of the alphabet; under an empty
 *     name if there is no engine
 * @param tiles how often an array's tile was found in the cache; empty if nothing was mapped
 */
public record SearchStatistics(
    Map<String, OperatorMapper.Statistics> byEngine, Optional<TileCycles.Statistics> tiles) {
  /** Returns what mappers did up to now. */
  static SearchStatistics of(Map<String, OperatorMapper> mappers) {
    Map<String, OperatorMapper.Statistics> byEngine = new LinkedHashMap<>();
    mappers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> byEngine.put(e.getKey(), e.getValue().statistics()));
    return new SearchStatistics(
        byEngine, mappers.values().stream().findFirst().map(OperatorMapper::tileStatistics));
  }
}
