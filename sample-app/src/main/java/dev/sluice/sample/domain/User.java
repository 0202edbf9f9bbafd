package dev.sluice.sample.domain;

/**
 * A stored user.
 *
 * @param id given by the store, from 1 up
 * @param name 1 to 100 characters
 * @param email 3 to 254 characters
 */
public record User(long id, String name, String email) {}
