package dev.sluice.spec;

import dev.sluice.common.Quantities;
import dev.sluice.messages.Reason;
import dev.sluice.messages.SpecMessages;
import dev.sluice.workload.Labels;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Reads fields of a spec and collects violations and notices. */
final class FieldReader {
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,32}(\\.[0-9]{1,32})?");

  /** An optional DNS prefix and a name. */
  private static final Pattern LABEL_KEY =
      Pattern.compile(
          "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

  private static final Pattern LABEL_VALUE =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  private final List<Violation> violations = new ArrayList<>();
  private final List<SpecNotice> notices = new ArrayList<>();

  /**
   * Range of a percentage field.
   *
   * @param least in percent, allowed only if {@code included}
   * @param most in percent, allowed
   * @param example an allowed value
   */
  record PercentRange(int least, boolean included, int most, String example) {
    private boolean contains(BigDecimal percent) {
      int above = percent.compareTo(BigDecimal.valueOf(least));
      return (included ? above >= 0 : above > 0)
          && percent.compareTo(BigDecimal.valueOf(most)) <= 0;
    }
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  List<SpecNotice> notices() {
    return List.copyOf(notices);
  }

  void reject(String field, String message) {
    violations.add(new Violation(Reason.InvalidSpec, field, message));
  }

  void notice(Reason reason, String field, String message) {
    notices.add(new SpecNotice(reason, field, message));
  }

  /** The duration, or {@code absent} if there is none or it is invalid. */
  Duration duration(String field, String text, Duration absent) {
    if (text == null) {
      return absent;
    }
    Optional<Duration> read = Quantities.duration(text);
    if (read.isEmpty()) {
      reject(field, SpecMessages.invalidDuration(text));
    }
    return read.orElse(absent);
  }

  /** Those labels that are valid and not Sluice's own; none if there are none. */
  Map<String, String> labels(String field, Map<String, String> labels) {
    Map<String, String> read = new LinkedHashMap<>();
    if (labels != null) {
      labels.forEach(
          (key, value) -> {
            Optional<String> problem = problem(key, value);
            problem.ifPresent(message -> reject(field + "[" + key + "]", message));
            if (problem.isEmpty()) {
              read.put(key, value);
            }
          });
    }
    return read;
  }

  private static Optional<String> problem(String key, String value) {
    if (!LABEL_KEY.matcher(key).matches()) {
      return Optional.of(SpecMessages.invalidLabelKey());
    }
    if (key.startsWith(Labels.PREFIX) || key.equals(Labels.MANAGED_BY)) {
      return Optional.of(SpecMessages.labelOfSluice());
    }
    return value != null && LABEL_VALUE.matcher(value).matches()
        ? Optional.empty()
        : Optional.of(SpecMessages.invalidLabelValue(value));
  }

  /** The percentage as a share, 0.1 for 10%; empty if it is absent or invalid. */
  OptionalDouble share(String field, String text, PercentRange range) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    Optional<BigDecimal> percent = Quantities.percent(text).filter(range::contains);
    if (percent.isEmpty()) {
      reject(
          field,
          SpecMessages.invalidPercentage(
              text, range.least(), range.included(), range.most(), range.example()));
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(percent.get().movePointLeft(2).doubleValue());
  }

  /** The percentage as a share, or that of {@code absent} if it is absent or invalid. */
  double share(String field, String text, PercentRange range, String absent) {
    OptionalDouble read = share(field, text, range);
    return read.isPresent() ? read.getAsDouble() : share(field, absent, range).orElseThrow();
  }

  /** The decimal; empty if it is absent or invalid. */
  OptionalDouble decimal(String field, String text) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    if (DECIMAL.matcher(text).matches()) {
      return OptionalDouble.of(new BigDecimal(text).doubleValue());
    }
    reject(field, SpecMessages.invalidNumber(text));
    return OptionalDouble.empty();
  }

  static boolean blank(String text) {
    return text == null || text.isBlank();
  }

  /** A default of the API, which is always valid. */
  static Duration parseDefault(String duration) {
    return Quantities.duration(duration).orElseThrow();
  }
}
