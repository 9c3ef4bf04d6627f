package org.socompass.validation.llamabench;

/**
 * One test of llama-bench: so many tokens of a prompt, then so many generated, behind a context.
 *
 * @param line line of the file
 * @param model what it says of the model: architecture, size, how it is stored, as in {@code llama
 *     7B Q4_0}
 * @param file name of the model's file; empty if the form of output has none
 * @param parameters of the model
 * @param backend where it ran, as in {@code CPU} or {@code Metal}
 * @param promptTokens tokens of the prompt, 0 if none were timed
 * @param outputTokens tokens generated, 0 if none were timed
 * @param depthTokens tokens in the cache before the test
 * @param tokensPerSecond mean rate
 */
record BenchTest(
    int line,
    String model,
    String file,
    double parameters,
    String backend,
    long promptTokens,
    long outputTokens,
    long depthTokens,
    double tokensPerSecond) {}
