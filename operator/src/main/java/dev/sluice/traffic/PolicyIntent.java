package dev.sluice.traffic;

/**
 * A policy that a release asks for beside its route, in no mesh's words. Each has a record of its
 * own and one {@link PolicyRenderer}.
 */
public interface PolicyIntent {}
