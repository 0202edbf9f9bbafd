package dev.sluice.lab.release;

/** What a test does to something that all mesh tests share, and so which tests run beside it. */
enum Sharing {
  /** The test fails, or takes much longer, while another test breaks it. */
  NEEDS,

  /** The test passes also while another test breaks it. */
  TOLERATES,

  /** The test stops it; two of these never run at once. */
  BREAKS
}
