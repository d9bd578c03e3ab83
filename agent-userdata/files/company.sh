# shellcheck shell=bash
# Sourced by lib.sh on an agent in a company's network: the proxy and the authorities, for builds as for every service,
# and the options of the agent's own Java.
# shellcheck disable=SC2034 # Whoever sources it reads what it sets.

shared+=()
mapfile -t -O "${#shared[@]}" shared <"${COMPANY:-/etc/jenkins-efs}/environment"
mapfile -t java <"${COMPANY:-/etc/jenkins-efs}/java-options"
