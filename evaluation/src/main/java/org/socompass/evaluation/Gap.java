package org.socompass.evaluation;

/**
 * A value that can't be stated.
 *
 * @param field name of the value in JSON and CSV
 * @param reason why: the missing fields of the template, or what refused them
 */
public record Gap(String field, String reason) {}
