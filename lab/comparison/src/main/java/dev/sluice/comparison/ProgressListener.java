package dev.sluice.comparison;

/** Says how far a long comparison is. */
interface ProgressListener {
  /**
   * A case begins.
   *
   * @param done cases of the table before it
   */
  void at(String table, int done, int cases, String name);
}
