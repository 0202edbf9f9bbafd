package dev.sluice.controller;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one request to the API server unchanged. The client's own calls read an object before they
 * patch it and compute the body from that: a fenced write needs exactly one request with exactly
 * this body.
 */
final class WriteRequests {
  static final String JSON = "application/json";
  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";

  private static final long TIMEOUT_SECONDS = 5;

  private final KubernetesClient client;

  WriteRequests(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Sends a request and returns the response's body.
   *
   * @param path with its query, from the root
   * @throws KubernetesClientException if it is unsuccessful, with its status; with code 0 without a
   *     response
   */
  String send(String method, String path, String contentType, String body) {
    HttpClient http = client.getHttpClient();
    HttpRequest request =
        http.newHttpRequestBuilder()
            .uri(URI.create(client.getMasterUrl().toString()).resolve(path))
            .header("Accept", JSON)
            .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .method(method, contentType, body)
            .build();
    CompletableFuture<HttpResponse<String>> exchange = http.sendAsync(request, String.class);
    try {
      HttpResponse<String> response = exchange.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!response.isSuccessful()) {
        throw unsuccessful(response);
      }
      return response.body();
    } catch (ExecutionException e) {
      throw new KubernetesClientException(e.getCause().toString(), e.getCause());
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new KubernetesClientException("no answer within " + TIMEOUT_SECONDS + " s");
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("interrupted");
    }
  }

  private KubernetesClientException unsuccessful(HttpResponse<String> response) {
    Status status = null;
    try {
      status = client.getKubernetesSerialization().unmarshal(response.body(), Status.class);
    } catch (IllegalArgumentException | KubernetesClientException e) {
      // A proxy in between has its own format; the code is enough.
    }
    String message =
        status == null || status.getMessage() == null
            ? "HTTP " + response.code()
            : status.getMessage();
    return new KubernetesClientException(message, response.code(), status);
  }
}
