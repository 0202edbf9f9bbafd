package dev.sluice.lab.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * One kind of request, or a gRPC call.
 *
 * @param method HTTP method, or {@code CALL}
 * @param url absolute, {@code http://host/path}
 * @param token sent as a bearer token; empty for none
 * @param body JSON text, empty for none; of a call, the request in hexadecimal
 */
public record LoadTarget(String method, String url, String token, String body) {
  /** Stands in a body for a number that no other request of the stream has, of nine digits. */
  static final String NUMBER = "000000000";

  private static final String CALL = "CALL";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request without a body. */
  public static LoadTarget get(String url) {
    return new LoadTarget("GET", url, "", "");
  }

  /** A request that a proxy must not retry. */
  public static LoadTarget post(String url, String body) {
    return new LoadTarget("POST", url, "", body);
  }

  /**
   * A gRPC call.
   *
   * @param url absolute, {@code http://host:port/package.Service/Method}
   * @param request as protobuf, in hexadecimal
   */
  public static LoadTarget call(String url, String request) {
    return new LoadTarget(CALL, url, "", request);
  }

  /** The same request with a bearer token. */
  public LoadTarget withToken(String bearer) {
    return new LoadTarget(method, url, bearer, body);
  }

  boolean isCall() {
    return method.equals(CALL);
  }

  /** With another body, as one line of vegeta's JSON target format. */
  String line(String body) {
    ObjectNode target = JSON.createObjectNode();
    target.put("method", method);
    target.put("url", url);
    ObjectNode header = target.putObject("header");
    if (!token.isEmpty()) {
      header.putArray("Authorization").add("Bearer " + token);
    }
    if (!body.isEmpty()) {
      target.put("body", body.getBytes(StandardCharsets.UTF_8));
      header.putArray("Content-Type").add("application/json");
    }
    return target.toString();
  }
}
