package dev.sluice.lab.host;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks a running part and returns its problem, or nothing if it is healthy. */
@FunctionalInterface
public interface HealthCheck {
  Duration LIMIT = Duration.ofSeconds(3);

  Optional<String> problem();

  /**
   * Healthy if a GET returns 200. The client is created late, because its root certificate may not
   * exist yet.
   */
  static HealthCheck http(Supplier<HttpClient> client, String url) {
    return () -> {
      try {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
        int status =
            client.get().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        return status == 200
            ? Optional.empty()
            : Optional.of(url + " answers " + status + " instead of 200");
      } catch (IOException e) {
        return Optional.of(url + ": " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.of("interrupted");
      }
    };
  }

  /** Healthy if a Unix socket accepts connections. */
  static HealthCheck unixSocket(Path socket) {
    return () -> {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket));
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(socket + ": " + e.getMessage());
      }
    };
  }
}
