package org.socompass.study.reproduce;

import java.util.List;

/**
 * Published studies whose reproduction takes minutes, or starts from files of {@code examples}:
 * their commands; what they find stands beside what was published in docs/case-studies.md.
 */
final class ScriptedReproduction {
  private ScriptedReproduction() {}

  /** Returns table IV of LLMCompass: two designs beside GA100. */
  static Reproduction designs() {
    return commands(
        "llmcompass-table-4",
        "LLMCompass (ISCA 2024), table IV: two designs beside GA100, performance, area and cost",
        "examples/llmcompass-designs.sh",
        "examples/llmcompass-cost.sh");
  }

  /** Returns figures 7 to 9 of LLMCompass. */
  static Reproduction architectures() {
    return commands(
        "llmcompass-figures-7-9",
        "LLMCompass (ISCA 2024), figures 7 to 9: size of a core, memory bandwidth, buffers",
        "socompass sweep examples/llmcompass-core-size.yaml --output-dir figure-7",
        "socompass sweep examples/llmcompass-memory-bandwidth.yaml --output-dir figure-8",
        "socompass sweep examples/llmcompass-buffers.yaml --output-dir figure-9");
  }

  /** Returns figures 10 to 12 of LLMCompass: what the designs of table IV do by length. */
  static Reproduction lengths() {
    return commands(
        "llmcompass-figures-10-12",
        "LLMCompass (ISCA 2024), figures 10 to 12: the designs of table IV over prompt and output",
        "examples/llmcompass-designs.sh");
  }

  /** Returns the gains of dual-stage selection on RK3588. */
  static Reproduction dualStage() {
    return commands(
        "dual-stage",
        "Dual-stage selection on RK3588: the gains that its paper states, from stage times that"
            + " give them",
        "socompass select --profile examples/dual-stage-inverse.csv");
  }

  private static Reproduction commands(String name, String title, String... commands) {
    return new Reproduction(
        name,
        title,
        List.of(),
        List.of("found beside published: docs/case-studies.md and docs/dse.md"),
        List.of(commands));
  }
}
