{{/* Name of all objects of the Helm release; "sluice" if the Helm release has that name. */}}
{{- define "sluice.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sluice.selectorLabels" -}}
app.kubernetes.io/name: sluice
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sluice.labels" -}}
{{ include "sluice.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "sluice.serviceAccountName" -}}
{{- default (include "sluice.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{/* Name of the Job that runs before the chart is uninstalled. */}}
{{- define "sluice.uninstallJobName" -}}
{{- printf "%s-uninstall" (include "sluice.fullname" .) -}}
{{- end -}}

{{/* The user that the API server sees when the operator writes. */}}
{{- define "sluice.username" -}}
{{- printf "system:serviceaccount:%s:%s" .Release.Namespace (include "sluice.serviceAccountName" .) -}}
{{- end -}}

{{- define "sluice.pausePolicyName" -}}
{{- printf "%s-pause-on-change" (include "sluice.fullname" .) -}}
{{- end -}}

{{/* "true" if the API server serves the policy. */}}
{{- define "sluice.pausePolicyServed" -}}
{{- .Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy" -}}
{{- end -}}

{{/* Environment variables with the paths of the mounted credentials. */}}
{{- define "sluice.prometheusFiles" -}}
{{- $auth := .Values.prometheus.auth -}}
{{- $variables := dict "bearerToken" "BEARER_TOKEN" "username" "USERNAME" "password" "PASSWORD" "ca" "CA" "clientCertificate" "CERT" "clientKey" "KEY" -}}
{{- $named := 0 -}}
{{- range $kind, $key := $auth.keys }}
{{- if $key }}
{{- $named = add1 $named }}
- name: SLUICE_PROMETHEUS_{{ get $variables $kind }}_FILE
  value: /etc/sluice/prometheus/{{ $key }}
{{- end }}
{{- end }}
{{- if and $named (not $auth.existingSecret) }}
{{- fail "prometheus.auth.keys requires a Secret: set prometheus.auth.existingSecret" }}
{{- end }}
{{- if and $auth.existingSecret (not $named) }}
{{- fail (printf "prometheus.auth.existingSecret=%q has no keys: set one of prometheus.auth.keys" $auth.existingSecret) }}
{{- end }}
{{- end -}}

{{/* Image, by digest if one is set. */}}
{{- define "sluice.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Rights of the operator in a namespace with releases; each verb is used. */}}
{{- define "sluice.releaseRules" -}}
- apiGroups: [sluice.dev]
  resources: [canaryreleases]
  verbs: [get, list, watch, patch{{ if .Values.uninstall.giveBack }}, delete{{ end }}]
- apiGroups: [sluice.dev]
  resources: [canaryreleases/status]
  verbs: [patch]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [apps]
  resources: [replicasets]
  verbs: [list, watch]
- apiGroups: [""]
  resources: [services]
  verbs: [list, watch]
# Asked for why they are not ready when they are late; never watched.
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list, watch]
# An autoscaler of the Deployment counts the canary's pods too.
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [list, watch]
# Paths to the pods that Sluice does not route.
- apiGroups: [networking.k8s.io]
  resources: [ingresses]
  verbs: [list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes, grpcroutes]
  verbs: [list, watch]
- apiGroups: [networking.istio.io]
  resources: [virtualservices, destinationrules]
  verbs: [list, watch, create, patch, delete]
# Whose requests a gateway's rule keeps on the stable version.
- apiGroups: [networking.istio.io]
  resources: [gateways]
  verbs: [list, watch]
- apiGroups: [security.istio.io]
  resources: [peerauthentications, requestauthentications, authorizationpolicies]
  verbs: [list, watch, create, patch, delete]
{{- if .Values.rateLimit.enabled }}
- apiGroups: [networking.istio.io]
  resources: [envoyfilters]
  verbs: [list, watch, create, patch, delete]
{{- end }}
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end -}}

{{/* What the operator's pod and the Job's pod have in common. */}}
{{- define "sluice.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "sluice.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "sluice.podPlacement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
