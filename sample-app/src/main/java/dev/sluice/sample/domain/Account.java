package dev.sluice.sample.domain;

/**
 * Who can log in.
 *
 * @param id counted from 1
 */
public record Account(long id, String email, Role role) {}
