package dev.sluice.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the deletion of CanaryReleases is, by what was seen of them. No I/O. */
final class GiveBack {
  /** Those that are to be deleted and were not seen to be gone, by uid. */
  private final Map<String, ManagedRelease> awaited = new LinkedHashMap<>();

  private final Map<String, String> rejections = new LinkedHashMap<>();
  private List<ManagedRelease> existing;

  /**
   * The deletion of these and no others: one that is created meanwhile was not meant.
   *
   * @param existing all that exist at the beginning
   */
  GiveBack(List<ManagedRelease> existing) {
    this.existing = List.copyOf(existing);
    existing.forEach(release -> awaited.put(release.uid(), release));
  }

  /** The API server rejects the deletion of one. It is not awaited any more. */
  void rejected(ManagedRelease release, String message) {
    awaited.remove(release.uid());
    rejections.put(release.uid(), message);
  }

  /** Takes in all that exist now, and returns those that are gone since the last time. */
  List<ManagedRelease> observe(List<ManagedRelease> now) {
    existing = List.copyOf(now);
    List<String> uids = now.stream().map(ManagedRelease::uid).toList();
    List<ManagedRelease> gone = new ArrayList<>(awaited.values());
    gone.removeIf(release -> uids.contains(release.uid()));
    gone.forEach(release -> awaited.remove(release.uid()));
    return gone;
  }

  /** Whether none is awaited any more. Some may be left. */
  boolean isFinished() {
    return awaited.isEmpty();
  }

  /** Those that exist, and why. */
  List<RemainingRelease> remaining() {
    return existing.stream().map(release -> new RemainingRelease(release, why(release))).toList();
  }

  private String why(ManagedRelease release) {
    String rejection = rejections.get(release.uid());
    if (rejection != null) {
      return UninstallText.rejected(rejection);
    }
    return awaited.containsKey(release.uid())
        ? UninstallText.progress(release)
        : UninstallText.createdMeanwhile();
  }
}
