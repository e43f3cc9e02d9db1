# Caddy without root: it keeps no capability, and owns only where it keeps certificates.
FROM caddy:2.10-alpine
RUN setcap -r /usr/bin/caddy && chown -R 1000:1000 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 1000:1000
