package dev.sluice.lab.parts;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts a server and calls it, so that its JVM has loaded the classes that it needs in use.
 *
 * @param environment the whole environment of the server; its port must be a free one
 * @param started matches the line that the server prints when it is ready; group 1 is the TCP port
 * @param calls sent one after the other; a status of 500 or higher fails the rehearsal
 */
public record Rehearsal(Map<String, String> environment, Pattern started, List<Call> calls) {
  private static final long LIMIT_SECONDS = 180;
  private static final int LINES_IN_MESSAGE = 10;
  private static final int KILLED = 128 + 9;

  public Rehearsal {
    environment = Map.copyOf(environment);
    calls = List.copyOf(calls);
  }

  /**
   * An HTTP request.
   *
   * @param path from the first slash
   * @param body empty for none
   */
  public record Call(String method, String path, String body) {}

  /** The server did not start, respond or end correctly. */
  public static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;

    Failed(String reason, List<String> lines) {
      super(
          "the rehearsal failed, "
              + reason
              + "; the last lines: "
              + String.join(
                  " | ",
                  lines.subList(Math.max(0, lines.size() - LINES_IN_MESSAGE), lines.size())));
    }
  }

  /**
   * Starts the server, sends the calls, and ends it with SIGTERM.
   *
   * @param directory working directory
   * @throws Failed if it ends early, a call fails, or it takes more than {@value #LIMIT_SECONDS} s
   */
  void play(Path directory, List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      // Its end also unblocks the readers of its output and responses below.
      CompletableFuture<Process> unused =
          process
              .onExit()
              .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
              .whenComplete((ended, late) -> process.toHandle().destroyForcibly());
      String port = awaitPort(output, lines);
      HttpClient client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
      for (Call call : calls) {
        answer(client, port, call, lines);
      }
      // Process.destroy would close the output as well.
      process.toHandle().destroy();
      output.lines().forEach(lines::add);
      int status = process.waitFor();
      if (status == KILLED) {
        throw new Failed("it did not end by SIGTERM", lines);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private String awaitPort(BufferedReader output, List<String> lines) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      Matcher matcher = started.matcher(line);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    throw new Failed("the server did not start", lines);
  }

  private static void answer(HttpClient client, String port, Call call, List<String> lines)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + call.path()))
            .timeout(Duration.ofSeconds(LIMIT_SECONDS))
            .method(
                call.method(),
                call.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(call.body()))
            .build();
    HttpResponse<String> response;
    try {
      response = client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Failed(call.method() + " " + call.path() + " had no answer: " + e, lines);
    }
    if (response.statusCode() >= 500) {
      throw new Failed(
          call.method() + " " + call.path() + " was answered with " + response.statusCode(), lines);
    }
  }
}
