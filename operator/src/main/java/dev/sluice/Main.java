package dev.sluice;

import dev.sluice.cli.SluiceCommand;

/** The program. */
public final class Main {
  private Main() {}

  /** Runs one command, {@code run} when none is named, and ends with its exit status. */
  public static void main(String[] arguments) {
    System.exit(SluiceCommand.execute(arguments));
  }
}
