package dev.sluice.lab.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Debian packages that the lab needs. */
public final class DebianPackages {
  /** By package: a file that exists if the package or a replacement is installed. */
  private static final Map<String, String> WITNESSES = new LinkedHashMap<>();

  static {
    WITNESSES.put("containerd", "containerd");
    WITNESSES.put("runc", "runc");
    WITNESSES.put("containernetworking-plugins", "/usr/lib/cni/bridge");
    WITNESSES.put("iptables", "iptables");
    WITNESSES.put("iproute2", "ip");
    WITNESSES.put("mmdebstrap", "mmdebstrap");
  }

  private final Machine machine;

  DebianPackages(Machine machine) {
    this.machine = machine;
  }

  /** The packages of this machine. */
  public static DebianPackages ofMachine() {
    return new DebianPackages(Machine.real());
  }

  /** Names of missing packages. */
  public List<String> missing() {
    return WITNESSES.entrySet().stream()
        .filter(entry -> !isThere(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean isThere(String witness) {
    return witness.startsWith("/") ? machine.exists(Path.of(witness)) : machine.hasProgram(witness);
  }

  /**
   * Prints the names of {@code packages} and installs them with apt-get. Needs root.
   *
   * @throws PartFailed if apt-get fails, with the end of its log
   */
  public void install(List<String> packages, LabCache cache, BuildProgress progress)
      throws InterruptedException {
    String names = String.join(" ", packages);
    progress.line("installing Debian packages: " + names);
    Path file = cache.log("debian-packages");
    Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
    List<String> lines = List.of();
    try {
      BuildLog log = BuildLog.start(file);
      try {
        Path here = file.getParent();
        log.run(here, quiet, List.of("apt-get", "update"));
        List<String> install =
            new ArrayList<>(List.of("apt-get", "install", "--yes", "--no-install-recommends"));
        install.addAll(packages);
        log.run(here, quiet, install);
      } finally {
        lines = log.lines();
      }
    } catch (IOException e) {
      PartFailed failed =
          new PartFailed(
              "Debian packages " + names, e.getMessage(), file, lines, Remedies.of(lines));
      failed.initCause(e);
      throw failed;
    }
  }
}
