package dev.sluice.engine;

import java.util.Arrays;
import java.util.Optional;

/**
 * Decisions about one CanaryRelease that ended with an error of the program, in a row.
 *
 * @param error the newest error, for a person to report
 * @param turns how many there were
 */
public record DecisionFailure(String error, int turns) {
  /** After that many it does not pass by itself. */
  private static final int LASTING = 3;

  private static final int LONGEST_ERROR = 500;
  private static final String OUR_CODE = "dev.sluice.";

  /** One more failure. */
  public static DecisionFailure after(Optional<DecisionFailure> before, RuntimeException error) {
    return new DecisionFailure(text(error), before.map(DecisionFailure::turns).orElse(0) + 1);
  }

  /** Whether requests are protected from it. */
  boolean isLasting() {
    return turns >= LASTING;
  }

  /** The type, the message and the place in our own code. */
  private static String text(RuntimeException error) {
    String place =
        Arrays.stream(error.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith(OUR_CODE))
            .findFirst()
            .map(frame -> " at " + frame)
            .orElse("");
    String text =
        error.getClass().getSimpleName()
            + (error.getMessage() == null ? "" : ": " + error.getMessage().strip());
    return text.substring(0, Math.min(text.length(), LONGEST_ERROR)) + place;
  }
}
