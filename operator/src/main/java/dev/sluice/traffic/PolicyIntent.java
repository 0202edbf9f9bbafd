package dev.sluice.traffic;

/**
 * A policy that a release asks for beside its route, independent of the mesh. Each has its own
 * record and one {@link PolicyRenderer}.
 */
public interface PolicyIntent {}
