package dev.sluice.lab.release;

/** How a test uses a part that all mesh tests share. Decides which tests run in parallel. */
enum Sharing {
  /** The test fails, or takes much longer, while the part is broken. */
  NEEDS,

  /** The test passes even while the part is broken. */
  TOLERATES,

  /** The test breaks the part. Such tests never run in parallel. */
  BREAKS
}
