package dev.sluice.traffic;

/**
 * A policy that a release asks for beside its route, independent of the mesh. Each has its own
 * record and one {@link PolicyRenderer}.
 */
public interface PolicyIntent {

  /** Path of the field of the spec that asks for it. */
  String field();
}
