package org.socompass.llm;

import java.util.Optional;

/**
 * How the checkpoint of a model is stored, as its config says.
 *
 * @param method the method, as in {@code awq, 4 bits, groups of 128}
 * @param quantization the quantization that this is, if there is one
 */
public record StoredAs(String method, Optional<Quantization> quantization) {}
