package dev.sluice.messages;

import java.util.List;

/** What an admission plugin of the platform made of an object that Sluice wrote. */
public final class AdmissionMessages {
  private AdmissionMessages() {}

  /**
   * For example {@code Admission changed VirtualService users: spec.http[0].timeout (sent none,
   * stored 7s)}.
   *
   * @param object as {@code kind/name}
   * @param fields with both values
   */
  public static String changed(String object, List<String> fields) {
    return "Admission changed " + object.replace('/', ' ') + ": " + String.join(", ", fields);
  }

  /** What Sluice does about a change that stops nothing. */
  public static String accepted() {
    return "; accepted as it is";
  }

  /** A change that decides where requests go, and what to do. */
  public static String movesRequests(List<String> fields) {
    return "an admission webhook or policy changed what Sluice wrote: %s; exclude objects with the label app.kubernetes.io/managed-by=sluice from it"
        .formatted(String.join(", ", fields));
  }
}
