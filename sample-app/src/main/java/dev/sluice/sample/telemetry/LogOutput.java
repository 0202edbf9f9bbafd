package dev.sluice.sample.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.sluice.sample.config.LogFormat;
import io.opentelemetry.instrumentation.logback.mdc.v1_0.OpenTelemetryAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One line for each fact, to standard error: JSON with the id of the trace, or plain text. Found by
 * Logback as a service, which is quicker than a file.
 */
public final class LogOutput extends ContextAwareBase implements Configurator {

  private static final String PLAIN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %level %logger{0} - %msg%n";

  /** Libraries speak up only when something is wrong. */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "ROOT",
          Level.WARN,
          "dev.sluice",
          Level.INFO,
          "io.javalin",
          Level.ERROR,
          // The pool logs each connection that an outage breaks, with a stack trace; the database's
          // watch logs the outage.
          "com.zaxxer.hikari",
          Level.ERROR);

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(isJson() ? json(context) : plain(context));
    console.start();
    OpenTelemetryAppender traced = new OpenTelemetryAppender();
    traced.setContext(context);
    traced.setName("traced");
    traced.addAppender(console);
    traced.start();
    LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
    context.getLogger("ROOT").addAppender(traced);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean isJson() {
    String format = System.getenv().getOrDefault(LogFormat.VARIABLE, "");
    if (format.isEmpty() || format.equalsIgnoreCase(LogFormat.AUTO.name())) {
      return !isTerminal();
    }
    // A bad value is refused by the settings, in plain text.
    return format.equalsIgnoreCase(LogFormat.JSON.name());
  }

  /** Whether standard error is a terminal; on systems other than Linux that is not known. */
  private static boolean isTerminal() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/2"))
          .toString()
          .matches("/dev/(pts|tty).*");
    } catch (IOException e) {
      return false;
    }
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    encoder.setWithKVPList(false);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> plain(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PLAIN);
    encoder.start();
    return encoder;
  }
}
