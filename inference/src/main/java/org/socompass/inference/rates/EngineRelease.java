package org.socompass.inference.rates;

/**
 * Which release of an engine its constants are of.
 *
 * @param version as its makers call it
 * @param date when it came out or was measured, as {@code 2026-02}
 */
public record EngineRelease(String version, String date) {}
