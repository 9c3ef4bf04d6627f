package org.socompass.report;

/**
 * Something that a report says about itself.
 *
 * @param label what it is
 * @param value its value
 */
public record Fact(String label, String value) {}
