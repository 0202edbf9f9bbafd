package dev.sluice.sample.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.sample.config.CallPolicies;
import dev.sluice.sample.config.InvalidSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads policies from a YAML file, and again when it changes. A file that cannot be used changes
 * nothing: the policies before it stay.
 */
final class CallPolicyFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CallPolicyFile.class);
  private static final YAMLMapper YAML = new YAMLMapper();

  /** A mounted ConfigMap is a link that is replaced: the path is read, whatever it leads to. */
  private static final int LOOK_SECONDS = 1;

  private final Path file;
  private final Consumer<CallPolicies> use;
  private final MeterRegistry metrics;
  private final ScheduledExecutorService thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "policy-file");
            thread.setDaemon(true);
            return thread;
          });
  private String seen;

  /**
   * Reads the file now and from then on.
   *
   * @param use called with the policies of each content that can be used
   */
  CallPolicyFile(Path file, Consumer<CallPolicies> use, MeterRegistry metrics) {
    this.file = file;
    this.use = use;
    this.metrics = metrics;
    look();
    var unused =
        thread.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    String content;
    try {
      content = Files.readString(file);
    } catch (IOException e) {
      refused("", e instanceof NoSuchFileException ? "there is no such file" : e.toString());
      return;
    }
    if (content.equals(seen)) {
      return;
    }
    try {
      use.accept(CallPolicies.parse(values(content)));
      count("used");
      log.info("policies in force file={}", file);
      seen = content;
    } catch (InvalidSettings | JsonProcessingException e) {
      refused(content, e.getMessage().lines().findFirst().orElse(""));
    }
  }

  /**
   * Said once for each content.
   *
   * @param content empty where there is none
   */
  private void refused(String content, String reason) {
    if (!content.equals(seen)) {
      seen = content;
      count("refused");
      log.error(
          "policies refused file={} reason=\"{}\" remedy=\"correct the file; the policies before it"
              + " stay\"",
          file,
          reason.replace('"', '\''));
    }
  }

  private void count(String result) {
    Counter.builder("greetings.policies")
        .description("Contents of the policy file that were used, or refused")
        .tag("result", result)
        .register(metrics)
        .increment();
  }

  /** The scalars of nested objects by their paths, such as {@code retry.attempts}. */
  private static Map<String, String> values(String yaml) throws JsonProcessingException {
    Map<String, String> values = new LinkedHashMap<>();
    add(values, "", YAML.readTree(yaml));
    return values;
  }

  private static void add(Map<String, String> values, String path, JsonNode node) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        add(
            values,
            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
            field.getValue());
      }
    } else if (!node.isMissingNode() && !(path.isEmpty() && node.isNull())) {
      values.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
