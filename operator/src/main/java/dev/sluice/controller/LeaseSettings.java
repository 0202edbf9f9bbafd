package dev.sluice.controller;

/**
 * Leader election by a Lease.
 *
 * @param identity of this process, as the holder of the Lease
 * @param started called when this process becomes the leader
 * @param stopped called when it no longer is
 */
public record LeaseSettings(
    String namespace, String name, String identity, Runnable started, Runnable stopped) {}
