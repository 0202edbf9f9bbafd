package dev.sluice.sample.domain;

/**
 * One field of a body, or one parameter, that is bad.
 *
 * @param field its name
 * @param message what is wrong and the remedy
 */
public record FieldError(String field, String message) {}
