package dev.sluice.sample;

import io.javalin.Javalin;

/** The framework alone, with a fixed answer: what no application on it can be faster than. */
public final class BareServer {

  static final String ANSWER = "{\"id\":1,\"name\":\"Ada\",\"email\":\"ada@x.example\"}";

  private BareServer() {}

  public static void main(String[] args) {
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.routes.get(
                  "/users/{id}", ctx -> ctx.contentType("application/json").result(ANSWER));
            });
    server.start(0);
    System.out.println("started port=" + server.port() + " after_ms=0");
  }
}
