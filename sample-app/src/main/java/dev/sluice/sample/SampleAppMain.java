package dev.sluice.sample;

import dev.sluice.sample.config.InvalidSettings;
import dev.sluice.sample.config.Settings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Runs the users API until SIGTERM. Exit status: 1 after {@code CRASH_AFTER_SECOND} or when it
 * cannot start, 2 for a bad setting.
 */
public final class SampleAppMain {

  private static final Logger log = LoggerFactory.getLogger(SampleAppMain.class);

  private SampleAppMain() {}

  public static void main(String[] args) {
    // Libraries that use the logger of the JDK write lines like all others.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Settings settings;
    try {
      settings = Settings.parse(System.getenv());
    } catch (InvalidSettings e) {
      e.refusals().forEach(error -> log.error("refused {}", error));
      System.exit(2);
      return;
    }
    SampleApp app;
    try {
      app = SampleApp.start(settings);
    } catch (Exception e) {
      log.error("not started port={} reason=\"{}\"", settings.port(), e.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(app), "shutdown"));
    log.info(
        "started port={} version={}{} after_ms={}",
        app.port(),
        settings.version(),
        app.grpcPort().isPresent() ? " grpc_port=" + app.grpcPort().getAsInt() : "",
        millisOfLife());
  }

  private static void stop(SampleApp app) {
    Instant begin = Instant.now();
    log.info("stopping ready=false");
    try {
      int cutOff = app.stop();
      log.info(
          "stopped after_ms={} requests_cut_off={}",
          Duration.between(begin, Instant.now()).toMillis(),
          cutOff);
    } catch (Exception e) {
      log.error("stopped reason=\"{}\"", e.toString());
    }
  }

  /** The kernel's start time of a process is off by up to a second; the JVM's own is not. */
  private static long millisOfLife() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }
}
