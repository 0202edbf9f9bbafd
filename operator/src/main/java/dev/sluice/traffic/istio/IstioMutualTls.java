package dev.sluice.traffic.istio;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.messages.MutualTlsMessages;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.MutualTlsReader;
import dev.sluice.traffic.MutualTlsState;
import dev.sluice.traffic.MutualTlsState.CallerRule;
import dev.sluice.traffic.MutualTlsState.Plaintext;
import dev.sluice.traffic.MutualTlsState.PortState;
import dev.sluice.workload.ServiceView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Mutual TLS by Istio's PeerAuthentications and DestinationRules.
 *
 * @param meshNamespace Istio's root namespace
 */
record IstioMutualTls(String meshNamespace) implements MutualTlsReader {

  @Override
  public ResourceKind policyKind() {
    return IstioKinds.PEER_AUTHENTICATION;
  }

  @Override
  public MutualTlsState read(VisibleObjects visible) {
    String namespace = visible.release().namespace();
    ServiceView service = new ServiceView(visible.service());
    EffectiveMutualTls policies =
        EffectiveMutualTls.of(visible.policies(), namespace, meshNamespace, visible.meshVisible());
    List<PortState> ports =
        visible.templates().stream()
            .flatMap(
                template ->
                    ports(service, template)
                        .map(
                            port ->
                                state(
                                    port,
                                    policies.decide(labels(template), port),
                                    visible.release().name())))
            .distinct()
            .toList();
    CallerTls callers =
        new CallerTls(visible.rules(), visible.release().service(), namespace, meshNamespace);
    return new MutualTlsState(
        ports,
        callers.settings(service.ports()).stream()
            .map(setting -> caller(setting, visible.release().name()))
            .toList());
  }

  private static Stream<String> ports(ServiceView service, Map<String, Object> template) {
    List<String> ports = service.targetPorts(template, port -> true);
    return ports.isEmpty() ? Stream.of("") : ports.stream();
  }

  private static Map<String, String> labels(Map<String, Object> template) {
    return Unstructured.texts(template, "metadata", "labels");
  }

  private PortState state(String port, EffectiveMutualTls.PeerMode decision, String release) {
    boolean own =
        decision.source().equals(decision.selecting())
            && decision.source().filter(by -> ManagedObject.isOwnedBy(by, release)).isPresent();
    return new PortState(port, plaintext(decision.mode()), own, cause(decision), remedy(decision));
  }

  private static Plaintext plaintext(Optional<String> mode) {
    return switch (mode.orElse("")) {
      case EffectiveMutualTls.STRICT -> Plaintext.REFUSED;
      case EffectiveMutualTls.DISABLE -> Plaintext.REQUIRED;
      case "" -> Plaintext.HIDDEN;
      default -> Plaintext.ACCEPTED;
    };
  }

  private String cause(EffectiveMutualTls.PeerMode decision) {
    String selecting = decision.selecting().map(IstioMutualTls::name).orElse("");
    if (decision.mode().isEmpty()) {
      return MutualTlsMessages.hidden(selecting, meshNamespace);
    }
    String mode = decision.mode().get();
    if (decision.source().isEmpty()) {
      return MutualTlsMessages.byDefault(selecting, mode);
    }
    String source = name(decision.source().get());
    if (decision.portLevel()) {
      return MutualTlsMessages.ofPort(source, mode);
    }
    return source.equals(selecting)
        ? MutualTlsMessages.selected(source, mode)
        : MutualTlsMessages.inherited(selecting, source, mode);
  }

  private static String remedy(EffectiveMutualTls.PeerMode decision) {
    if (decision.portLevel()) {
      return MutualTlsMessages.removePort();
    }
    if (decision.selecting().isPresent() && decision.source().equals(decision.selecting())) {
      return MutualTlsMessages.removePolicy();
    }
    return decision
        .selecting()
        .or(decision::source)
        .map(policy -> MutualTlsMessages.setMode(name(policy)))
        .orElseGet(MutualTlsMessages::addPolicy);
  }

  private static CallerRule caller(CallerTls.TlsSetting setting, String release) {
    return new CallerRule(
        MutualTlsMessages.caller(
            name(setting.rule()), setting.field(), setting.mode(), setting.isPlaintext()),
        ManagedObject.isOwnedBy(setting.rule(), release)
            ? MutualTlsMessages.removeOwnTls()
            : MutualTlsMessages.removeTls());
  }

  private static String name(Map<String, Object> object) {
    ResourceKind kind =
        IstioKinds.DESTINATION_RULE.kind().equals(Unstructured.text(object, "kind"))
            ? IstioKinds.DESTINATION_RULE
            : IstioKinds.PEER_AUTHENTICATION;
    return new ObjectKey(
            kind,
            Unstructured.text(object, "metadata", "namespace"),
            Unstructured.text(object, "metadata", "name"))
        .qualified();
  }
}
