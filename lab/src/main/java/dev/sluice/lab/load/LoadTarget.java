package dev.sluice.lab.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * One kind of request.
 *
 * @param method HTTP method
 * @param url absolute, {@code http://host/path}
 * @param body JSON text, empty for none
 */
public record LoadTarget(String method, String url, String body) {
  /** Stands in a body for a number that no other request of the stream has, of nine digits. */
  static final String NUMBER = "000000000";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request without a body. */
  public static LoadTarget get(String url) {
    return new LoadTarget("GET", url, "");
  }

  /** A request that a proxy must not retry. */
  public static LoadTarget post(String url, String body) {
    return new LoadTarget("POST", url, body);
  }

  /** With another body, as one line of vegeta's JSON target format. */
  String line(String body) {
    ObjectNode target = JSON.createObjectNode();
    target.put("method", method);
    target.put("url", url);
    if (!body.isEmpty()) {
      target.put("body", body.getBytes(StandardCharsets.UTF_8));
      target.putObject("header").putArray("Content-Type").add("application/json");
    }
    return target.toString();
  }
}
