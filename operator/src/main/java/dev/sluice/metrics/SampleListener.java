package dev.sluice.metrics;

/** Is notified when a release has new samples, or when querying them failed. */
@FunctionalInterface
public interface SampleListener {
  /**
   * Called by the source's thread after each query of the release; must not block.
   *
   * @return false if the release no longer exists: the source then forgets it
   */
  boolean sampled(ReleaseKey release);
}
