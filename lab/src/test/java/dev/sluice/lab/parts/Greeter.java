package dev.sluice.lab.parts;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A small server for tests of images: status 204, and 500 at {@code /broken}. */
public final class Greeter {
  private Greeter() {}

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean broken = exchange.getRequestURI().getPath().equals("/broken");
          exchange.sendResponseHeaders(broken ? 500 : 204, -1);
          exchange.close();
        });
    server.start();
    System.out.println("started port=" + server.getAddress().getPort() + ".");
  }
}
