package dev.sluice;

import dev.sluice.cli.Sluice;

/** The program. */
public final class Main {
  private Main() {}

  /** Runs one command, {@code run} when none is named, and ends with its exit status. */
  public static void main(String[] arguments) {
    System.exit(Sluice.execute(arguments));
  }
}
