"""Tests of the whole: the service as people, providers and operators meet it. Each room's own are in its folder."""
