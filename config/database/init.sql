-- Run once by the database's administrator: the service owns one schema of one database and is no superuser.
-- psql -v password="'...'" -f init.sql
CREATE ROLE wegweiser LOGIN PASSWORD :password NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE wegweiser OWNER wegweiser TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
\connect wegweiser
CREATE EXTENSION IF NOT EXISTS timescaledb;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO wegweiser;
