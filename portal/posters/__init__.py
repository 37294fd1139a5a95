"""Posters and notices of whatever is published, made when somebody asks for one."""
