package dev.sluice.lab.host;

import dev.sluice.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts and stops the lab's processes inside its network namespace and control group. */
public final class Supervisor {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int TAIL_LINES = 20;

  private final LabPaths paths;
  private final NetworkNamespace network;
  private final Cgroups cgroups;

  public Supervisor(LabPaths paths, NetworkNamespace network, Cgroups cgroups) {
    this.paths = paths;
    this.network = network;
    this.cgroups = cgroups;
  }

  /** A running process by its pid file. */
  public record RunningProcess(long pid, Instant since) {}

  /** The part's process, if it runs. */
  public Optional<RunningProcess> running(String name) {
    return PidFile.read(paths.pidFile(name))
        .filter(PidFile::running)
        .map(file -> new RunningProcess(file.pid(), file.since()));
  }

  /**
   * Makes sure that the daemon runs as described and is healthy. Restarts it if it is unhealthy or
   * was started with other settings.
   *
   * @return whether it had to be started
   * @throws LabException if it ends early or does not become healthy within its limit
   */
  public boolean ensure(Daemon daemon) {
    Optional<PidFile> old = PidFile.read(paths.pidFile(daemon.name())).filter(PidFile::running);
    if (old.isPresent()
        && old.get().fingerprint().equals(daemon.fingerprint())
        && Wait.holds(Duration.ofSeconds(3), () -> daemon.health().problem().isEmpty())) {
      return false;
    }
    stop(daemon.name());
    PidFile started = start(daemon);
    awaitHealthy(daemon, started);
    return true;
  }

  private PidFile start(Daemon daemon) {
    try {
      for (var file : daemon.files().entrySet()) {
        Files.createDirectories(file.getKey().getParent());
        Files.writeString(file.getKey(), file.getValue());
      }
      Path log = paths.log(daemon.name());
      Files.createDirectories(log.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(launch(daemon.command()))
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .directory(paths.data().toFile());
      builder.environment().putAll(daemon.environment());
      long pid = builder.start().pid();
      PidFile file = new PidFile(pid, PidFile.startTicks(pid).orElse(0L), daemon.fingerprint());
      Files.createDirectories(paths.pidFile(daemon.name()).getParent());
      file.write(paths.pidFile(daemon.name()));
      return file;
    } catch (IOException e) {
      throw new LabException(
          daemon.name(), "cannot be started: " + e.getMessage(), "check its program file", e);
    }
  }

  /**
   * Each command replaces the one before it by exec, so that the first process id is the daemon's.
   */
  private List<String> launch(List<String> command) {
    StringBuilder script = new StringBuilder();
    for (Path file : cgroups.join()) {
      script.append("echo $$ >").append(file).append(" && ");
    }
    script.append("exec \"$@\"");
    List<String> all = new ArrayList<>(List.of("setsid", "sh", "-c", script.toString(), "sh"));
    all.addAll(network.entry());
    all.addAll(command);
    return all;
  }

  private void awaitHealthy(Daemon daemon, PidFile process) {
    boolean healthy =
        Wait.holds(daemon.limit(), () -> !process.running() || daemon.health().problem().isEmpty());
    if (!process.running()) {
      throw failure(daemon, "ended right after its start");
    }
    if (!healthy) {
      String why = daemon.health().problem().orElse("it became healthy too late");
      throw failure(daemon, "not healthy after " + daemon.limit().toSeconds() + " s (" + why + ")");
    }
  }

  private LabException failure(Daemon daemon, String problem) {
    Path log = paths.log(daemon.name());
    return new LabException(
        daemon.name(),
        problem,
        "read the log; lab/up tries again, lab/down and lab/up start with an empty lab",
        log,
        tail(log, TAIL_LINES),
        null);
  }

  /** Terminates a part's process, and kills it after a timeout. Does nothing if it does not run. */
  public void stop(String name) {
    Path file = paths.pidFile(name);
    Optional<PidFile> process = PidFile.read(file).filter(PidFile::running);
    if (process.isPresent()) {
      PidFile running = process.get();
      ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroy);
      if (!Wait.holds(STOP_LIMIT, () -> !running.running())) {
        ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroyForcibly);
        Wait.until(name + " to end", STOP_LIMIT, () -> !running.running());
      }
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of a log file; none if there is no file. */
  public static List<String> tail(Path log, int lines) {
    try {
      if (!Files.exists(log)) {
        return List.of();
      }
      List<String> all =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("(unreadable: " + e.getMessage() + ")");
    }
  }
}
