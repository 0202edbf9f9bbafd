package dev.sluice.lab.parts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks what a machine needs to build parts and run a lab. */
public final class Prerequisites {
  private static final Pattern GO_VERSION = Pattern.compile("go(\\d+)\\.(\\d+).*");
  private static final int GO_MAJOR = 1;
  private static final int GO_MINOR = 26;
  private static final int JDK = 17;

  private final Machine machine;

  Prerequisites(Machine machine) {
    this.machine = machine;
  }

  /** The prerequisites of this machine. */
  public static Prerequisites ofMachine() {
    return new Prerequisites(Machine.real());
  }

  /**
   * A missing prerequisite.
   *
   * @param what description
   * @param remedy how to get it
   */
  public record Missing(String what, String remedy) {
    @Override
    public String toString() {
      return what + ": " + remedy;
    }
  }

  /** What the machine lacks to build {@code parts}. */
  List<Missing> missingFor(Collection<Part> parts) {
    List<Missing> missing = new ArrayList<>();
    platform().ifPresent(missing::add);
    if (uses(parts, Recipe.GoProgram.class)) {
      go().ifPresent(missing::add);
    }
    if (uses(parts, Recipe.Wheel.class)
        && machine.output("python3", "-m", "pip", "--version").isEmpty()) {
      missing.add(new Missing("no pip for python3", "apt-get install python3-pip"));
    }
    if (uses(parts, Recipe.RootFileSystem.class)) {
      root().ifPresent(missing::add);
      if (!machine.hasProgram("mmdebstrap")) {
        missing.add(new Missing("no mmdebstrap", "apt-get install mmdebstrap"));
      }
    }
    if (uses(parts, Recipe.JavaRuntime.class)) {
      jdk().ifPresent(missing::add);
    }
    return missing;
  }

  /**
   * What the machine lacks to run a lab, except for {@link DebianPackages}.
   *
   * @param parts the parts to build, see {@link PartStore#missing}
   */
  public List<Missing> missingForLab(Collection<Part> parts) {
    List<Missing> missing = new ArrayList<>(missingFor(parts));
    root().filter(root -> !missing.contains(root)).ifPresent(missing::add);
    missing.removeIf(one -> one.what().equals("no mmdebstrap"));
    return missing;
  }

  /**
   * Checks {@link #missingFor}.
   *
   * @throws IllegalStateException with everything that is missing and the remedies
   */
  void requireFor(Collection<Part> parts) {
    List<Missing> missing = missingFor(parts);
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          missing.stream()
              .map(one -> "\n  " + one)
              .collect(Collectors.joining("", "this machine lacks what the build needs:", "")));
    }
  }

  private Optional<Missing> platform() {
    String platform = machine.platform();
    return platform.equals("Linux amd64")
        ? Optional.empty()
        : Optional.of(
            new Missing(
                "this is " + platform + ", not Linux amd64",
                "use a Linux machine or virtual machine with Debian 12 on x86-64"));
  }

  private Optional<Missing> root() {
    return machine.isRoot()
        ? Optional.empty()
        : Optional.of(
            new Missing(
                "not root",
                "run as root (sudo -E): the lab makes network namespaces and containers"));
  }

  private Optional<Missing> go() {
    String wanted = GO_MAJOR + "." + GO_MINOR;
    String remedy = "install Go " + wanted + " or newer and put its bin folder on the PATH";
    Optional<String> found = machine.output("go", "env", "GOVERSION");
    if (found.isEmpty()) {
      return Optional.of(new Missing("no Go", remedy));
    }
    Matcher version = GO_VERSION.matcher(found.get());
    if (version.matches()) {
      int major = Integer.parseInt(version.group(1));
      int minor = Integer.parseInt(version.group(2));
      if (major > GO_MAJOR || (major == GO_MAJOR && minor >= GO_MINOR)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Missing("Go is " + found.get(), remedy));
  }

  private Optional<Missing> jdk() {
    Path home = Path.of(System.getProperty("java.home"));
    boolean whole =
        Runtime.version().feature() >= JDK
            && machine.exists(JavaRuntimeBuilder.jlink())
            && machine.exists(home.resolve("jmods"));
    return whole
        ? Optional.empty()
        : Optional.of(
            new Missing(
                "no jlink in " + home,
                "run with a whole JDK: apt-get install openjdk-17-jdk-headless"));
  }

  private static boolean uses(Collection<Part> parts, Class<? extends Recipe> kind) {
    return parts.stream().anyMatch(part -> kind.isInstance(part.recipe()));
  }
}
