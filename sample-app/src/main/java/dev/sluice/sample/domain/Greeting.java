package dev.sluice.sample.domain;

/**
 * What a user is greeted with.
 *
 * @param greeting in words
 * @param fallback whether it is the one that is given while the greetings service does not answer
 */
public record Greeting(String greeting, boolean fallback) {}
