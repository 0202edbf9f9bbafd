package dev.sluice.sample.http;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OpenAPI description of all routes, as {@code /openapi.yaml}. */
public final class ApiDescription {

  private static final String FILE = "/openapi.yaml";

  private ApiDescription() {}

  public static void register(RoutesConfig routes) {
    byte[] text = read();
    routes.get(FILE, ctx -> ctx.contentType("application/yaml").result(text));
  }

  private static byte[] read() {
    try (InputStream file = ApiDescription.class.getResourceAsStream(FILE)) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
