package dev.sluice.cli;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Helm release that is being uninstalled.
 *
 * @param revision the deployed one
 */
record HelmRelease(String namespace, String name, int revision) {
  private static final Pattern TEXT = Pattern.compile("([^/]+)/([^/]+)/([0-9]{1,9})");

  /** From NAMESPACE/NAME/REVISION; empty if it is not that. */
  static Optional<HelmRelease> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new HelmRelease(parts.group(1), parts.group(2), Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }

  /** For example {@code helm -n sluice-system uninstall sluice}. */
  String command(String verb, String more) {
    return "helm -n %s %s %s %s".formatted(namespace, verb, name, more).strip();
  }
}
