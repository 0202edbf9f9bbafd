package dev.sluice.cli;

import dev.sluice.common.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code prepare-uninstall} prints. */
final class UninstallText {
  /** The number of CanaryReleases that a message names. */
  private static final int NAMED = 20;

  /** A termination message keeps the last 2048 bytes, and the remedies need some of them. */
  private static final int NAMES_LENGTH = 1000;

  private UninstallText() {}

  static String none() {
    return "No CanaryReleases exist.";
  }

  static String gone(ManagedRelease release) {
    return release.key() + " is gone";
  }

  /**
   * Why Sluice is not to be uninstalled, and what to do.
   *
   * @param existing at least one
   * @param everywhere whether the installation manages all namespaces
   * @param helm what is being uninstalled, if it is known
   */
  static String refused(
      List<ManagedRelease> existing, boolean everywhere, Optional<HelmRelease> helm) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "error: %s: %s. Without Sluice, nothing removes their routes and finalizers."
            .formatted(count(existing.size()), names(existing)));
    lines.add("Delete them; kubectl waits until Sluice has removed its objects in order:");
    lines.addAll(deletion(existing, everywhere));
    if (helm.isEmpty()) {
      lines.add("Or run sluice prepare-uninstall --give-back, which does the same.");
      return String.join("\n", lines);
    }
    HelmRelease release = helm.get();
    lines.add("  " + release.command("uninstall", ""));
    lines.add("Or let helm uninstall delete them:");
    // A refused uninstallation leaves the status "uninstalling", which helm upgrade rejects.
    lines.add("  " + release.command("rollback", Integer.toString(release.revision())));
    lines.add(
        "  " + release.command("upgrade", "CHART --reuse-values --set uninstall.giveBack=true"));
    lines.add("  " + release.command("uninstall", ""));
    return String.join("\n", lines);
  }

  private static List<String> deletion(List<ManagedRelease> existing, boolean everywhere) {
    if (everywhere) {
      return List.of("  kubectl delete canaryreleases --all --all-namespaces");
    }
    List<String> namespaces =
        existing.stream().map(ManagedRelease::namespace).distinct().sorted().toList();
    return namespaces.size() == 1
        ? List.of("  kubectl -n " + namespaces.get(0) + " delete canaryreleases --all")
        : List.of("  kubectl -n NAMESPACE delete canaryreleases --all   # in each namespace");
  }

  /**
   * What is left after the time.
   *
   * @param operatorRuns whether an operator is there to finish; empty if that is not known
   */
  static String unfinished(
      List<RemainingRelease> left,
      Duration after,
      Optional<Boolean> operatorRuns,
      Optional<HelmRelease> helm) {
    List<String> lines = new ArrayList<>();
    lines.add("error: after %s, %s:".formatted(Quantities.text(after), count(left.size())));
    left.stream()
        .limit(NAMED)
        .map(remaining -> "  " + remaining.release().key() + ": " + remaining.why())
        .forEach(lines::add);
    if (left.size() > NAMED) {
      lines.add("  and " + (left.size() - NAMED) + " more");
    }
    if (operatorRuns.filter(runs -> !runs).isPresent()) {
      lines.add("No operator is running to remove Sluice from them: start it first.");
    }
    lines.add(
        "Those that are being deleted continue. To wait again: "
            + helm.map(release -> release.command("uninstall", ""))
                .orElse("sluice prepare-uninstall --give-back"));
    return String.join("\n", lines);
  }

  static String rejected(String message) {
    return "deletion was rejected: " + message;
  }

  static String createdMeanwhile() {
    return "created while the others were deleted; remove it where it comes from, such as in Git";
  }

  /** What the operator says about one that is being deleted. */
  static String progress(ManagedRelease release) {
    if (release.phase().isEmpty()) {
      return "not observed by an operator";
    }
    return release.message().isEmpty()
        ? release.phase()
        : release.phase() + ", " + release.message();
  }

  /** The rights of a namespace are gone with it. */
  static String cannotList(String where) {
    return "CanaryReleases in %s cannot be listed: forbidden. If the namespace was deleted, remove it from the chart's list of namespaces with helm upgrade"
        .formatted(where);
  }

  private static String count(int number) {
    return number == 1 ? "1 CanaryRelease exists" : number + " CanaryReleases exist";
  }

  private static String names(List<ManagedRelease> existing) {
    List<String> names = new ArrayList<>();
    int length = 0;
    for (ManagedRelease release : existing) {
      String name = release.key() + (release.deleting() ? " (being deleted)" : "");
      length += name.length();
      if (names.size() == NAMED || length > NAMES_LENGTH) {
        break;
      }
      names.add(name);
    }
    int more = existing.size() - names.size();
    return names.stream().collect(Collectors.joining(", "))
        + (more == 0 ? "" : " and " + more + " more");
  }
}
