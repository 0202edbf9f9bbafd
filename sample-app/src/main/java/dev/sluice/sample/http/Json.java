package dev.sluice.sample.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.sluice.sample.domain.AccountInput;
import dev.sluice.sample.domain.Role;
import dev.sluice.sample.domain.UserInput;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON as this API reads and writes it: what is read is taken literally or refused. */
final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .withCoercionConfig(
              LogicalType.Textual,
              texts ->
                  texts
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private static final String USER = "a user: send {\"name\": \"...\", \"email\": \"...\"}";

  private Json() {}

  /**
   * The value as JSON in UTF-8. Not as text: the server would encode it as it sees fit for the
   * media type, and for problem+json that is Latin-1.
   */
  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + value.getClass().getName(), e);
    }
  }

  /**
   * Reads a user from a request body.
   *
   * @throws Problem.ProblemException with status 400 when it is not a JSON object of the known
   *     fields
   */
  static UserInput user(String body) {
    UserInput input;
    try {
      input = MAPPER.readValue(body, UserInput.class);
    } catch (JsonProcessingException e) {
      throw malformed(USER, e.getOriginalMessage());
    }
    if (input == null) {
      throw malformed(USER, "the body is null");
    }
    return input;
  }

  /**
   * Reads an e-mail address and a password from a request body.
   *
   * @throws Problem.ProblemException as {@link #user} does; it shows nothing of the body
   */
  static AccountInput credentials(String body) {
    AccountInput given;
    try {
      given = MAPPER.readValue(body, AccountInput.class);
    } catch (JsonProcessingException e) {
      given = null;
    }
    if (given == null) {
      throw new Problem.ProblemException(
          new Problem(
              "Bad Request",
              400,
              "The body is not an account: send {\"email\": \"...\", \"password\": \"...\"}."));
    }
    return given;
  }

  /**
   * Reads the role of an account from a request body.
   *
   * @throws Problem.ProblemException as {@link #user} does
   */
  static Role role(String body) {
    String wanted = "a role: send {\"role\": \"admin\"} or {\"role\": \"user\"}";
    String text;
    try {
      AccountsApi.RoleInput input = MAPPER.readValue(body, AccountsApi.RoleInput.class);
      text = input == null ? null : input.role();
    } catch (JsonProcessingException e) {
      throw malformed(wanted, e.getOriginalMessage());
    }
    return Role.of(text).orElseThrow(() -> malformed(wanted, "the role is another or missing"));
  }

  /**
   * Reads variables from a request body: texts, or numbers.
   *
   * @throws Problem.ProblemException with status 400 when it is not a JSON object of those
   */
  static Map<String, String> variables(String body) {
    String wanted = "variables: send for example {\"FAIL_PERCENT\": 50}";
    JsonNode object;
    try {
      object = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw malformed(wanted, e.getOriginalMessage());
    }
    if (object == null || !object.isObject()) {
      throw malformed(wanted, "the body is not an object");
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getValue().isTextual() && !field.getValue().isNumber()) {
        throw malformed(wanted, field.getKey() + " is neither a text nor a number");
      }
      variables.put(field.getKey(), field.getValue().asText());
    }
    return variables;
  }

  private static Problem.ProblemException malformed(String wanted, String reason) {
    return new Problem.ProblemException(
        new Problem("Bad Request", 400, "The body is not " + wanted + " (" + reason + ")."));
  }
}
