package dev.sluice.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first decision on a step of the sampling grid, as the operator's log tells it.
 *
 * @param release its name
 * @param until end of the step, in seconds since 1970
 * @param delayMillis from then, plus the lag, to the decision
 * @param evidence all that is said of it, in full
 */
record AnalyzedStep(String release, long until, long delayMillis, String result, String evidence) {
  private static final Pattern LINE =
      Pattern.compile(
          "release=\\S+/(\\S+) .*event=Analyzed until=(\\S+) delayMillis=(\\S+) (result=(\\S+) .*)");

  static List<AnalyzedStep> in(List<String> log) {
    return log.stream().map(AnalyzedStep::read).flatMap(Optional::stream).toList();
  }

  /**
   * How long after each step the first decision was made that rests on it: its own, or a later one
   * where two steps were analyzed at once.
   *
   * @param analyzed of one release, in order
   * @param lastStep of those that are looked at, in seconds since 1970
   * @throws java.util.NoSuchElementException when a step was never analyzed
   */
  static List<Long> delays(
      List<AnalyzedStep> analyzed, long firstStep, long lastStep, int stepSeconds) {
    List<Long> delays = new ArrayList<>();
    for (long step = firstStep; step <= lastStep; step += stepSeconds) {
      long until = step;
      AnalyzedStep first =
          analyzed.stream().filter(one -> one.until() >= until).findFirst().orElseThrow();
      delays.add((first.until() - step) * 1000 + first.delayMillis());
    }
    return delays;
  }

  private static Optional<AnalyzedStep> read(String line) {
    Matcher found = LINE.matcher(line);
    return found.find()
        ? Optional.of(
            new AnalyzedStep(
                found.group(1),
                Instant.parse(found.group(2)).getEpochSecond(),
                Long.parseLong(found.group(3)),
                found.group(5),
                found.group(4)))
        : Optional.empty();
  }
}
